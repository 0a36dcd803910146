/**
 * How good a network is on labelled data: opening the data so that its labels are the network's classes, counting as timm
 * does, and storing every answer.
 */
package io.metaformer4j.evaluation.validation;
