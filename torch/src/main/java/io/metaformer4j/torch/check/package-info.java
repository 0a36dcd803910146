/** What is checked about the kernels of a machine, and how a check came out. */
package io.metaformer4j.torch.check;
