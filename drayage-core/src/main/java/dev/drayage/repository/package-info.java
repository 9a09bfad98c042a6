/** Images by repository, tag and digest, as registries offer them: what serving a place takes of it. */
@NullMarked
package dev.drayage.repository;

import org.jspecify.annotations.NullMarked;
