/**
 * What all modules share: the exception whose message is for people, the preprocessing of pictures, and text that is read from
 * files or printed. The description of networks is in {@code architecture}, the papers' tables in {@code catalog}, the
 * operations and tensors that follow from a description in {@code plan}, and their cost in {@code cost}. Nothing here depends
 * on an engine.
 */
package io.metaformer4j.zoo;
