/** Events of the log as Parquet files, for engines that read those. */
@NullMarked
package dev.sallyport.audit.parquet;

import org.jspecify.annotations.NullMarked;
