/**
 * Makes a stream of deflate of what it unpacks to, a guess at each token, and a correction that says where the guess is
 * wrong.
 */
@NullMarked
package dev.drayage.delta.correction;

import org.jspecify.annotations.NullMarked;
