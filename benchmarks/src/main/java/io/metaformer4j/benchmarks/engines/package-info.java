/** What it takes to compare whole engines: networks of ours, calls of several at once, first calls, and whether the machine was quiet. */
package io.metaformer4j.benchmarks.engines;
