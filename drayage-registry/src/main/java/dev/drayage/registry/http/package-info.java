/** Requests that are repeated, redirected and bounded as a registry's client has to: everything between a URI and a response. */
@NullMarked
package dev.drayage.registry.http;

import org.jspecify.annotations.NullMarked;
