/** Showing a registry who one is: the scheme it asks for, and the tokens that are got for it. */
@NullMarked
package dev.drayage.registry.token;

import org.jspecify.annotations.NullMarked;
