/**
 * Bundles: archives of images without the blobs that another place has, their base. {@link dev.drayage.bundle.BundleBase} is
 * what such an archive is made upon, {@link dev.drayage.bundle.BundleBlobs} what it says of that, and
 * {@link dev.drayage.bundle.Bundle} one that was opened.
 */
@NullMarked
package dev.drayage.bundle;

import org.jspecify.annotations.NullMarked;
