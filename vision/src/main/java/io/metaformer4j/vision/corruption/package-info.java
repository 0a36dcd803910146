/**
 * Operations that make pictures worse, to see what a network makes of them: members of ImageNet-C ("Benchmarking Neural
 * Network Robustness to Common Corruptions and Perturbations", arXiv:1903.12261), computed as its authors' code does
 * (hendrycks/robustness at 8190fe3).
 *
 * <p>Each is a {@link io.metaformer4j.vision.operation.PictureOperation} with the numbers of a
 * {@link io.metaformer4j.vision.corruption.Severity}. The numbers are for pictures of 224x224;
 * {@link io.metaformer4j.vision.transform.EvalOperations} says where on its way to a network a picture has that size.
 */
package io.metaformer4j.vision.corruption;
