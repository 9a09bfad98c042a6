/** Requests that are repeated, redirected and bounded as a registry's client has to: everything between a URI and an answer. */
@NullMarked
package dev.drayage.registry.http;

import org.jspecify.annotations.NullMarked;
