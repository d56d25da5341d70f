# lme4 on a CSV of InstEval: variances, every effect with its conditional deviation, and the CPU seconds of lmer alone.
# Rscript peer.R FILE OUT FORMULA
arguments <- commandArgs(trailingOnly = TRUE)
suppressMessages(library(lme4))
rows <- read.csv(arguments[1])
for (name in c("s", "d", "dept", "studage")) rows[[name]] <- factor(rows[[name]])
before <- proc.time()
found <- lmer(as.formula(arguments[3]), data = rows, REML = TRUE)
took <- proc.time() - before
variances <- as.data.frame(VarCorr(found))[, c("grp", "vcov")]
effects <- as.data.frame(ranef(found, condVar = TRUE))[, c("grpvar", "grp", "condval", "condsd")]
write.csv(variances, file.path(arguments[2], "variances.csv"), row.names = FALSE)
write.csv(effects, file.path(arguments[2], "effects.csv"), row.names = FALSE)
cat(took[["user.self"]] + took[["sys.self"]], as.character(packageVersion("lme4")), "\n")
