/** How a layer was packed, found out by packing it again in each way that is known, and else by what a guess gets wrong. */
@NullMarked
package dev.drayage.delta.packing;

import org.jspecify.annotations.NullMarked;
