/** Who may do what: passwords, tokens, and how often an address may ask. */
@NullMarked
package dev.drayage.server.access;

import org.jspecify.annotations.NullMarked;
