/**
 * Figures of a validation for people: tables for spreadsheets, and the parts of a page and the whole page about it. Reports
 * of trainings have some of these parts, too.
 */
package io.metaformer4j.evaluation.report;
