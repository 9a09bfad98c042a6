/** Requests to an S3 service: signed, sent over few connections, tried again where that may help, and told what failed. */
@NullMarked
package dev.drayage.s3.client;

import org.jspecify.annotations.NullMarked;
