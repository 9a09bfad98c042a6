/** The small JSON documents that registries and their clients exchange beside images. */
@NullMarked
package dev.drayage.registry.json;

import org.jspecify.annotations.NullMarked;
