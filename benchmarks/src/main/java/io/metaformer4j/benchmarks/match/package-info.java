/**
 * How contestants are compared: they take turns, each turn counts only if the machine was quiet around it, and what comes out is printed
 * and written. Nothing here knows what is compared.
 */
package io.metaformer4j.benchmarks.match;
