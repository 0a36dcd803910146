/**
 * Where the time of a network goes, step by step, beside what the machine could do: what an engine tells for a roofline (Williams,
 * Waterman, Patterson, "Roofline: an insightful visual performance model for multicore architectures", 2009).
 */
package io.metaformer4j.engine.profile;
