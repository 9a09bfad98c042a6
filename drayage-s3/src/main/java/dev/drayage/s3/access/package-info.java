/** Who one is for AWS and those that are like it: keys, where they are found, and what is signed with them. */
@NullMarked
package dev.drayage.s3.access;

import org.jspecify.annotations.NullMarked;
