/**
 * Models as files: a {@code model.json} that describes a network completely, to lie beside its weights. Networks outside the
 * catalog (built in code, or trained by this library) travel this way.
 */
package io.metaformer4j.weights.model;
