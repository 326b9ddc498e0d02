/** The Merkle tree of RFC 6962 and its tiles (C2SP tlog-tiles). Pure: bytes in, bytes out. */
@NullMarked
package dev.sallyport.audit.tree;

import org.jspecify.annotations.NullMarked;
