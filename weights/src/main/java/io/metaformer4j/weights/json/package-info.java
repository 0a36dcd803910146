/** JSON that is read strictly: nothing unknown, nothing missing, nothing guessed; and how descriptions of networks look in it. */
package io.metaformer4j.weights.json;
