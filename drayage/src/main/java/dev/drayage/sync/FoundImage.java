package dev.drayage.sync;

import dev.drayage.content.ReadableContent;
import dev.drayage.oci.Descriptor;

/**
 * An image where it was brought to.
 *
 * @param content what is there of it
 * @param image what its name means there
 */
record FoundImage(ReadableContent content, Descriptor image) {}
