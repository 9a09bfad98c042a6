/** Names of places as people write them: what cannot be meant is refused, with the right form. */
@NullMarked
package dev.drayage.name;

import org.jspecify.annotations.NullMarked;
