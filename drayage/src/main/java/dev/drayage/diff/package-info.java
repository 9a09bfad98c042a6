/** What differs between images: platforms, manifests, configurations, layers, and the files in them. */
@NullMarked
package dev.drayage.diff;

import org.jspecify.annotations.NullMarked;
