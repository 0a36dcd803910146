/**
 * Weights from elsewhere: the Hugging Face hub or any web server.
 *
 * <p>{@link io.metaformer4j.weights.hub.Hub#fetch} turns a {@link io.metaformer4j.weights.hub.RemoteFile} into a
 * local file, downloading it into a cache at most once. A file gets its final name only when it is complete and its
 * size and SHA-256 agree with what the server announced. Interrupted downloads continue where they stopped. The
 * access token is sent to the hub alone, never to a server that the hub redirects to.
 *
 * <p>{@link io.metaformer4j.weights.hub.WebFiles} reads parts of large files, such as archives of pictures, in the same way
 * but without storing them.
 */
package io.metaformer4j.weights.hub;
