/**
 * Operations that make pictures worse, to see what a network makes of them: the 15 corruptions of ImageNet-C ("Benchmarking
 * Neural Network Robustness to Common Corruptions and Perturbations", arXiv:1903.12261) and the 4 that its authors keep for
 * validation, computed as their code does (hendrycks/robustness at 8190fe3).
 *
 * <p>{@link io.metaformer4j.vision.corruption.Corruption} lists them and gives a
 * {@link io.metaformer4j.vision.operation.PictureOperation} with the numbers of a
 * {@link io.metaformer4j.vision.corruption.Severity}. Pictures may have any size. The numbers are for pictures of 224x224;
 * {@link io.metaformer4j.vision.transform.EvalOperations} says where on its way to a network a picture has that size. Values
 * are truncated, not rounded, as the reference does; it then stored them as JPEG of quality 85. Random numbers come from the
 * stream that is handed in, so that the same seeds give the same pictures; the reference's pictures come out with the
 * reference's numbers, but for frost, whose photographs are replaced by ice that is drawn.
 */
package io.metaformer4j.vision.corruption;
