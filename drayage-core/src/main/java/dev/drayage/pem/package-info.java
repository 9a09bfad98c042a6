/** Certificates and keys in the files that OpenSSL and its like write. */
@NullMarked
package dev.drayage.pem;

import org.jspecify.annotations.NullMarked;
