/** Whether probabilities are as large as the network is often right, and the temperature that makes them so. */
package io.metaformer4j.evaluation.calibration;
