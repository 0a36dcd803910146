/**
 * What is known of millions of pictures, in columns of arrays instead of an object for each.
 *
 * <p>Columns grow page by page, so that nothing is copied and little is left over. Confined to one thread while they grow;
 * nothing changes afterwards, and they may be shared.
 */
package io.metaformer4j.vision.data.column;
