/** What random erasing, and mixing of pictures, look like as options of the command. */
package io.metaformer4j.cli.argument.augmentation;
