/*
 * MLComputePlan and MLModelStructure, as Apple documents them: a part of fake-coreml.m. All that a program or a network does is planned
 * for the unit that was asked for; of a model named partial… every other operation, and of one named cpu… all, for the CPU. Constants
 * are planned nowhere. plan-error.mlmodel has no plan.
 */

@interface MLModelStructureNeuralNetworkLayer : Counted {
@public
  NSString *name, *type;
  long index;
}
@end
@implementation MLModelStructureNeuralNetworkLayer
- (void)dealloc {
  [name release];
  [type release];
  [super dealloc];
}
- (NSString *)name { return name; }
- (NSString *)type { return type; }
@end

@interface MLModelStructureNeuralNetwork : Counted {
@public
  NSMutableArray *layers;
}
@end
@implementation MLModelStructureNeuralNetwork
- (id)init {
  self = [super init];
  layers = [[NSMutableArray alloc] init];
  return self;
}
- (void)dealloc {
  [layers release];
  [super dealloc];
}
- (NSArray *)layers { return layers; }
@end

@interface MLModelStructureProgramBlock : Counted {
@public
  NSMutableArray *operations;
}
@end
@implementation MLModelStructureProgramBlock
- (id)init {
  self = [super init];
  operations = [[NSMutableArray alloc] init];
  return self;
}
- (void)dealloc {
  [operations release];
  [super dealloc];
}
- (NSArray *)operations { return operations; }
@end

@interface MLModelStructureProgramOperation : Counted {
@public
  NSString *operatorName;
  NSMutableArray *blocks;
  long index;
}
@end
@implementation MLModelStructureProgramOperation
- (id)init {
  self = [super init];
  blocks = [[NSMutableArray alloc] init];
  return self;
}
- (void)dealloc {
  [operatorName release];
  [blocks release];
  [super dealloc];
}
- (NSString *)operatorName { return operatorName; }
- (NSArray *)blocks { return blocks; }
@end

@interface MLModelStructureProgramFunction : Counted {
@public
  MLModelStructureProgramBlock *block;
}
@end
@implementation MLModelStructureProgramFunction
- (void)dealloc {
  [block release];
  [super dealloc];
}
- (id)block { return block; }
@end

@interface MLModelStructureProgram : Counted {
@public
  NSMutableDictionary *functions;
}
@end
@implementation MLModelStructureProgram
- (id)init {
  self = [super init];
  functions = [[NSMutableDictionary alloc] init];
  return self;
}
- (void)dealloc {
  [functions release];
  [super dealloc];
}
- (NSDictionary *)functions { return functions; }
@end

@interface MLModelStructurePipeline : Counted {
@public
  NSMutableArray *subModels;
}
@end
@implementation MLModelStructurePipeline
- (id)init {
  self = [super init];
  subModels = [[NSMutableArray alloc] init];
  return self;
}
- (void)dealloc {
  [subModels release];
  [super dealloc];
}
- (NSArray *)subModels { return subModels; }
@end

/* One of the three is not nil, or none of a kind that is neither. */
@interface MLModelStructure : Counted {
@public
  id program, neuralNetwork, pipeline;
}
@end
@implementation MLModelStructure
- (void)dealloc {
  [program release];
  [neuralNetwork release];
  [pipeline release];
  [super dealloc];
}
- (id)program { return program; }
- (id)neuralNetwork { return neuralNetwork; }
- (id)pipeline { return pipeline; }
@end

/* ---- Read from the model ---- */

static NSString *textOf(Reader *field) {
  return [[NSString alloc] initWithBytes:field->bytes length:field->length encoding:NSUTF8StringEncoding];
}

/* Fields of the layers that the tests have. */
static NSString *layerType(int field) {
  switch (field) {
    case 130: return @"activation";
    case 140: return @"innerProduct";
    case 920: return @"tile";
    case 995: return @"sliceStatic";
    default: return [NSString stringWithFormat:@"layer%d", field];
  }
}

static id readNetwork(Reader network) {
  MLModelStructureNeuralNetwork *into = [[MLModelStructureNeuralNetwork alloc] init];
  while (next(&network)) {
    if (network.field != 1) continue;
    MLModelStructureNeuralNetworkLayer *layer = [[[MLModelStructureNeuralNetworkLayer alloc] init] autorelease];
    layer->index = [into->layers count];
    Reader fields = inside(&network);
    while (next(&fields)) {
      if (fields.field == 1) layer->name = textOf(&fields);
      if (fields.field >= 100 && layer->type == nil) layer->type = [layerType(fields.field) retain];
    }
    [into->layers addObject:layer];
  }
  return into;
}

static id readBlock(Reader block) {
  MLModelStructureProgramBlock *into = [[MLModelStructureProgramBlock alloc] init];
  long ran = 0;
  while (next(&block)) {
    if (block.field != 3) continue;
    MLModelStructureProgramOperation *operation = [[[MLModelStructureProgramOperation alloc] init] autorelease];
    Reader fields = inside(&block);
    while (next(&fields)) {
      if (fields.field == 1) operation->operatorName = textOf(&fields);
      if (fields.field == 4) [operation->blocks addObject:[readBlock(inside(&fields)) autorelease]];
    }
    operation->index = [operation->operatorName isEqualToString:@"const"] ? -1 : ran++;
    [into->operations addObject:operation];
  }
  return into;
}

/* Of a map: the key is field 1, the value field 2. */
static id readProgram(Reader program) {
  MLModelStructureProgram *into = [[MLModelStructureProgram alloc] init];
  while (next(&program)) {
    if (program.field != 2) continue;
    NSString *name = nil;
    MLModelStructureProgramFunction *function = [[[MLModelStructureProgramFunction alloc] init] autorelease];
    Reader entry = inside(&program);
    while (next(&entry)) {
      if (entry.field == 1) name = [textOf(&entry) autorelease];
      if (entry.field != 2) continue;
      Reader fields = inside(&entry);
      while (next(&fields)) {
        if (fields.field != 3) continue;
        Reader specialization = inside(&fields);
        while (next(&specialization))
          if (specialization.field == 2) function->block = readBlock(inside(&specialization));
      }
    }
    if (name != nil) [into->functions setObject:function forKey:name];
  }
  return into;
}

static id readStructure(Reader model);

static id readPipeline(Reader pipeline) {
  MLModelStructurePipeline *into = [[MLModelStructurePipeline alloc] init];
  while (next(&pipeline))
    if (pipeline.field == 1) [into->subModels addObject:[readStructure(inside(&pipeline)) autorelease]];
  return into;
}

static id readStructure(Reader model) {
  MLModelStructure *into = [[MLModelStructure alloc] init];
  while (next(&model)) {
    if (model.field == 502) into->program = readProgram(inside(&model));
    if (model.field == 303 || model.field == 403 || model.field == 500) into->neuralNetwork = readNetwork(inside(&model));
    if (model.field == 202) into->pipeline = readPipeline(inside(&model));
    if (model.field == 200 || model.field == 201) {
      Reader wrapped = inside(&model);
      while (next(&wrapped))
        if (wrapped.field == 1) into->pipeline = readPipeline(inside(&wrapped));
    }
  }
  return into;
}

/* ---- The plan ---- */

@interface MLComputePlanDeviceUsage : Counted {
@public
  id preferred;
  NSArray *supported;
}
@end
@implementation MLComputePlanDeviceUsage
- (void)dealloc {
  [preferred release];
  [supported release];
  [super dealloc];
}
- (id)preferredComputeDevice { return preferred; }
- (NSArray *)supportedComputeDevices { return supported; }
@end

@interface MLComputePlanCost : Counted {
@public
  double weight;
}
@end
@implementation MLComputePlanCost
- (double)weight { return weight; }
@end

@interface MLComputePlan : Counted {
@public
  MLModelStructure *structure;
  NSString *source;
  long units;
}
@end
@implementation MLComputePlan
+ (void)loadContentsOfURL:(NSURL *)url configuration:(MLModelConfiguration *)configuration completionHandler:(struct block *)handler {
  NSString *path = [url path];
  NSData *data = [NSData dataWithContentsOfFile:[path stringByAppendingPathComponent:@"coremldata.bin"]];
  NSData *from = [NSData dataWithContentsOfFile:[path stringByAppendingPathComponent:@"source"]];
  NSString *source = [[[NSString alloc] initWithData:from encoding:NSUTF8StringEncoding] autorelease];
  if (data == nil || [source hasPrefix:@"plan-error"]) {
    answer(handler, nil, errorOf(0, @"Failed to build the compute plan: internal failure"));
    return;
  }
  tell(@"loadComputePlan: %ld", configuration->units);
  Reader model = {[data bytes], (const unsigned char *)[data bytes] + [data length], 0, 0, NULL, 0};
  MLComputePlan *plan = [[[MLComputePlan alloc] init] autorelease];
  plan->structure = readStructure(model);
  plan->source = [source retain];
  plan->units = configuration->units;
  answer(handler, plan, nil);
}
- (void)dealloc {
  [structure release];
  [source release];
  [super dealloc];
}
- (id)modelStructure { return structure; }
- (id)usageOf:(long)index {
  BOOL onCpu = units == 0 || [source hasPrefix:@"cpu"] || ([source hasPrefix:@"partial"] && index % 2 == 1);
  Class device = onCpu ? [MLCPUComputeDevice class] : units == 1 ? [MLGPUComputeDevice class] : [MLNeuralEngineComputeDevice class];
  MLComputePlanDeviceUsage *usage = [[[MLComputePlanDeviceUsage alloc] init] autorelease];
  usage->preferred = [[device alloc] init];
  usage->supported = [[NSArray arrayWithObject:usage->preferred] retain];
  return usage;
}
- (id)computeDeviceUsageForMLProgramOperation:(MLModelStructureProgramOperation *)operation {
  return operation->index < 0 ? nil : [self usageOf:operation->index];
}
- (id)computeDeviceUsageForNeuralNetworkLayer:(MLModelStructureNeuralNetworkLayer *)layer { return [self usageOf:layer->index]; }
- (id)estimatedCostOfMLProgramOperation:(MLModelStructureProgramOperation *)operation {
  if (operation->index < 0) return nil;
  MLComputePlanCost *cost = [[[MLComputePlanCost alloc] init] autorelease];
  /* A cast is nothing beside what is multiplied. */
  cost->weight = [operation->operatorName isEqualToString:@"cast"] ? 0.1 : 0.8;
  return cost;
}
@end
