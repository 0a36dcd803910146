/**
 * What the comparisons of training need on our side: pictures, networks, the recipe that both sides follow, and a training loop
 * that knows where its time goes. Nothing here knows the comparisons themselves.
 */
package io.metaformer4j.benchmarks.loop;
