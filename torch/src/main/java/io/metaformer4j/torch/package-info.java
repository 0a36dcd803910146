/**
 * The libtorch network: one generic module tree built from an {@link io.metaformer4j.zoo.architecture.Architecture}, for training, for
 * inference and as the reference of the other engines.
 *
 * <p><b>Ownership.</b> Native memory is invisible to the garbage collector. A {@link io.metaformer4j.torch.TorchNetwork} owns
 * its weights until it is closed; temporaries belong to the {@link io.metaformer4j.torch.natives.TensorScope} in which they were made;
 * a tensor that a method returns belongs to the scope of the caller, or to the caller itself if none is open. Open one scope
 * for each training step or request. Start the JVM with {@code -Dorg.bytedeco.javacpp.maxphysicalbytes=0}: the default
 * counts mapped files and caches of the process against four times the heap.
 *
 * <p><b>Threads.</b> Scopes, gradient modes and thread counts belong to one thread each. Networks that are not being trained
 * or changed may be run by any number of threads at once.
 */
package io.metaformer4j.torch;
