# R's table of coefficients of a table of flights, as one would write it.
# Usage: Rscript inference_glm.R FILE
rows <- read.csv(commandArgs(trailingOnly = TRUE)[1], stringsAsFactors = TRUE)
rows <- rows[, !(names(rows) %in% c("year", "arr_time", "arr_delay", "flight", "tailnum", "air_time",
                                    "minute"))]
rows <- droplevels(na.omit(rows[rows$late != "", ]))
if (!is.null(rows$time_hour))
  rows$time_hour <- as.numeric(as.POSIXct(as.character(rows$time_hour),
                                          format = "%Y-%m-%dT%H:%M:%SZ", tz = "UTC")) / 86400
rows$late <- as.integer(rows$late == "late")
print(summary(glm(late ~ ., binomial, rows))$coefficients)
