package io.metaformer4j.zoo.architecture;

import io.metaformer4j.zoo.MetaFormerException;
import java.util.ArrayList;
import java.util.List;

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

    /** All (n, m) but (0, 0) with n up to half the kernel and m up to the given order; m = 3 starts at n = 1. */
    static List<GeometricOrder> upTo(int kernel, int maxAngular) {
        List<GeometricOrder> orders = new ArrayList<>();
        for (int m = 0; m <= maxAngular; m++) {
            for (int n = m == 0 || m == 3 ? 1 : 0; n <= kernel / 2; n++) {
                orders.add(new GeometricOrder(n, m));
            }
        }
        return orders;
    }

    void requireFits(int kernel) {
        if (radial > kernel / 2 || radial + angular == 0) {
            throw new MetaFormerException("geometric order " + this + " does not suit kernel " + kernel
                    + "; radial orders end at " + kernel / 2 + " and (0, 0) is the zeroth-order response");
        }
    }
}
