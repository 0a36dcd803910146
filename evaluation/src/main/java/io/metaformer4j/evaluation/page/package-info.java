/**
 * Pages that are one file: text, tables, curves and small pictures, without scripts and without anything that is fetched. What the
 * pages are about is none of this package's business.
 */
package io.metaformer4j.evaluation.page;
