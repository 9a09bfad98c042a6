/** A place of one's own, as docs/adding-a-place.md shows it. */
package dev.drayage.sample;
