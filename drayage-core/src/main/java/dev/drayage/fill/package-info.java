/** Content of which what is missing or corrupt comes from other places. */
@NullMarked
package dev.drayage.fill;

import org.jspecify.annotations.NullMarked;
