package io.metaformer4j.runtime.exec;

/** Is told how far the threads of a pass have come, each on its own thread. */
public interface StepWatch {

    /** Does not look, and costs nothing. */
    StepWatch NOBODY = new StepWatch() {
        @Override
        public void begins(int part) {}

        @Override
        public void waited(int part, int step) {}

        @Override
        public void computed(int part, int step) {}
    };

    /** A thread begins with its share of some pictures. */
    void begins(int part);

    /** A thread has waited for the others, and goes on with a step, counted among those that run. */
    void waited(int part, int step);

    /** A thread has computed its share of a step for one picture. */
    void computed(int part, int step);
}
