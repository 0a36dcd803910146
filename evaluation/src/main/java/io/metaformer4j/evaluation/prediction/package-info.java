/**
 * Running whole data sets through a network in little memory, broken pictures and all, and storing what it says of each
 * picture in files that can be gone on with after an interruption.
 */
package io.metaformer4j.evaluation.prediction;
