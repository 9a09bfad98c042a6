/** Sources as they are read together, and what of them is taken: shared by the library's door and the command. */
@NullMarked
package dev.drayage.source;

import org.jspecify.annotations.NullMarked;
