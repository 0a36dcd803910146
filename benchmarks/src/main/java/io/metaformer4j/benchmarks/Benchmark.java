package io.metaformer4j.benchmarks;

import io.metaformer4j.benchmarks.match.Report;
import io.metaformer4j.benchmarks.match.Settings;

/** A family of comparisons. */
interface Benchmark {

    /**
     * Checks that both sides do the same, compares them, and reports.
     *
     * @param settings what to compare with, how often
     * @param report takes findings as soon as they are there
     * @throws Exception if the comparison cannot be made
     */
    void run(Settings settings, Report report) throws Exception;
}
