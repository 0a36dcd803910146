package io.metaformer4j.zoo.architecture;

import io.metaformer4j.zoo.MetaFormerException;

/**
 * The order of one geometric basis function: {@code cos(pi * radial * r / R) * cos|sin(angular * theta)}.
 *
 * @param radial radial order n, at least 0
 * @param angular angular order m, at least 0
 */
public record GeometricOrder(int radial, int angular) {
    public GeometricOrder {
        if (radial < 0 || angular < 0) {
            throw new MetaFormerException("geometric order (" + radial + ", " + angular + ") must not be negative");
        }
    }
}
