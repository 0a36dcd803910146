/**
 * What every engine offers, whatever it is built on: a {@link io.metaformer4j.engine.Network} takes a batch of pictures and a
 * {@link io.metaformer4j.engine.Request} and returns {@link io.metaformer4j.engine.Outputs} in plain memory.
 *
 * <p>An engine is found through {@link java.util.ServiceLoader} ({@link io.metaformer4j.engine.Engines}) or handed in by
 * whoever wants a certain one. Of several, the one of the highest {@link io.metaformer4j.engine.Engine#priority()} is taken that
 * can do what is needed ({@link io.metaformer4j.engine.Engines.Needs}), unless another is named. What an engine can do beside
 * answering, such as gradients, it says itself ({@link io.metaformer4j.engine.Engine#capabilities()}), and how it is on this
 * machine, too ({@link io.metaformer4j.engine.EngineReport}); nothing here depends on how it computes.
 */
package io.metaformer4j.engine;
