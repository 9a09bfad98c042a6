/**
 * What is known of content besides its bytes: images by name, leases that keep content from being collected, and
 * namespaces that hold them apart (containerd's {@code core/metadata}).
 */
@NullMarked
package dev.drayage.metadata;

import org.jspecify.annotations.NullMarked;
