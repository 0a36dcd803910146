package io.metaformer4j.training.schedule;

import java.util.List;
import org.junit.jupiter.api.Nested;

class DecayTest {

    @Nested
    class ConstantTest extends ScheduleContractTest {
        @Override
        protected Decay decay() {
            return new Decay.Constant();
        }
    }

    @Nested
    class CosineTest extends ScheduleContractTest {
        @Override
        protected Decay decay() {
            return new Decay.Cosine(0);
        }
    }

    @Nested
    class StepTest extends ScheduleContractTest {
        @Override
        protected Decay decay() {
            return new Decay.Step(2.4, 0.97);
        }
    }

    @Nested
    class MultiStepTest extends ScheduleContractTest {
        @Override
        protected Decay decay() {
            return new Decay.MultiStep(List.of(5, 12), 0.1);
        }
    }

    @Nested
    class PolynomialTest extends ScheduleContractTest {
        @Override
        protected Decay decay() {
            return new Decay.Polynomial(0, 2);
        }
    }

    @Nested
    class PolynomialOfPowersTest extends ScheduleContractTest {
        @Override
        protected Decay decay() {
            return new Decay.Polynomial(0, 0.9, 1.5);
        }
    }

    @Nested
    class TanhTest extends ScheduleContractTest {
        @Override
        protected Decay decay() {
            return new Tanh(0);
        }

        /** The curve has fallen by 6e-6 of itself where the warm-up ends. */
        @Override
        protected double beginning() {
            return 1e-5;
        }
    }

    @Nested
    class PlateauTest extends ScheduleContractTest {
        @Override
        protected Decay decay() {
            return Plateau.of(0, 0.1, 2);
        }
    }
}
