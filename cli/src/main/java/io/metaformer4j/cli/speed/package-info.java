/** {@code metaformer benchmark}: how fast networks answer and learn, with the columns of timm's results. */
package io.metaformer4j.cli.speed;
