package io.metaformer4j.zoo.catalog;

/**
 * Where a network was described.
 *
 * @param title title of the paper
 * @param url address of the paper, or of the repository if the paper is not public
 */
public record Paper(String title, String url) {}
