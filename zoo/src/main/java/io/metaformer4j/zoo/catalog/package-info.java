/**
 * The papers' tables: published models by name, with architecture, preprocessing, figures and the place of their weights.
 */
package io.metaformer4j.zoo.catalog;
