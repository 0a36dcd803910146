/** The command that writes pictures made worse: ImageNet-C of any pictures, and a sheet of everything for one. */
package io.metaformer4j.cli.corrupt;
