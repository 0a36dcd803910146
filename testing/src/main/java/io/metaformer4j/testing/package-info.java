/**
 * What tests share: the contract that every engine keeps ({@link io.metaformer4j.testing.NetworkContractTest}) and
 * an engine without natives whose answers mean nothing ({@link io.metaformer4j.testing.StubEngine}).
 */
package io.metaformer4j.testing;
