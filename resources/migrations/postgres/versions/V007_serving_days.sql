-- Schema serving, what a day brought: brands, answers, what they say, and the marts.

CREATE TABLE serving.brands (
    id UUID NOT NULL,
    organization_id UUID NOT NULL,
    website_id UUID NOT NULL REFERENCES control.websites(id) ON DELETE CASCADE,
    day DATE NOT NULL,
    name TEXT NOT NULL,
    normalized_name TEXT NOT NULL,
    is_tracked BOOLEAN NOT NULL,
    replaced_characters JSONB,
    PRIMARY KEY (organization_id, website_id, day, id)
);
CREATE INDEX idx_brands_id ON serving.brands(id);
CREATE INDEX idx_brands_normalized ON serving.brands(normalized_name);
CREATE INDEX idx_brands_tracked ON serving.brands(is_tracked) WHERE is_tracked = true;

CREATE TABLE serving.llm_responses (
    id UUID PRIMARY KEY,
    organization_id UUID NOT NULL,
    website_id UUID NOT NULL,
    day DATE NOT NULL,
    simulation_run_id UUID NOT NULL REFERENCES control.simulation_runs(id) ON DELETE CASCADE,
    prompt_id UUID NOT NULL REFERENCES serving.prompts(id) ON DELETE CASCADE,
    llm_provider VARCHAR(255) NOT NULL,
    llm_model VARCHAR(255) NOT NULL,
    served_model TEXT,
    sample_number INTEGER NOT NULL,
    response_text TEXT NOT NULL,
    response_tokens INTEGER,
    latency_ms INTEGER,
    brands_mentioned JSONB NOT NULL,
    is_branded BOOLEAN NOT NULL,
    is_demonstration BOOLEAN NOT NULL,
    asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    replaced_characters JSONB,
    UNIQUE (simulation_run_id, prompt_id, llm_provider, llm_model, sample_number, asked_at)
);
CREATE INDEX idx_llm_responses_simulation ON serving.llm_responses(simulation_run_id);
CREATE INDEX idx_llm_responses_prompt ON serving.llm_responses(prompt_id);
CREATE INDEX idx_llm_responses_provider ON serving.llm_responses(llm_provider);
CREATE INDEX idx_llm_responses_scope
    ON serving.llm_responses(organization_id, website_id, day);
CREATE TABLE serving.llm_brand_states (
    id UUID PRIMARY KEY,
    organization_id UUID NOT NULL,
    website_id UUID NOT NULL,
    day DATE NOT NULL,
    llm_response_id UUID NOT NULL REFERENCES serving.llm_responses(id) ON DELETE CASCADE,
    brand_id UUID NOT NULL,
    presence VARCHAR(50) NOT NULL,
    position_rank INTEGER,
    belief_sold VARCHAR(50),
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    UNIQUE (llm_response_id, brand_id),
    FOREIGN KEY (organization_id, website_id, day, brand_id)
        REFERENCES serving.brands(organization_id, website_id, day, id) ON DELETE CASCADE
);
CREATE INDEX idx_brand_states_response ON serving.llm_brand_states(llm_response_id);
CREATE INDEX idx_brand_states_brand ON serving.llm_brand_states(brand_id);
CREATE INDEX idx_brand_states_presence ON serving.llm_brand_states(presence);
CREATE INDEX idx_brand_states_belief ON serving.llm_brand_states(belief_sold);
CREATE INDEX idx_llm_brand_states_scope
    ON serving.llm_brand_states(organization_id, website_id, day, brand_id);
CREATE TABLE serving.llm_answer_belief_maps (
    id UUID PRIMARY KEY,
    organization_id UUID NOT NULL,
    website_id UUID NOT NULL,
    day DATE NOT NULL,
    llm_response_id UUID NOT NULL REFERENCES serving.llm_responses(id) ON DELETE CASCADE,
    prompt_classification_id UUID
        REFERENCES serving.prompt_classifications(id) ON DELETE SET NULL,
    brand_id UUID NOT NULL,
    intent_type VARCHAR(50),
    funnel_stage VARCHAR(50),
    buying_signal DECIMAL(3,2),
    trust_need DECIMAL(3,2),
    presence VARCHAR(50) NOT NULL,
    position_rank INTEGER,
    belief_sold VARCHAR(50),
    llm_provider VARCHAR(255) NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    FOREIGN KEY (organization_id, website_id, day, brand_id)
        REFERENCES serving.brands(organization_id, website_id, day, id) ON DELETE CASCADE
);
CREATE INDEX idx_belief_maps_response ON serving.llm_answer_belief_maps(llm_response_id);
CREATE INDEX idx_belief_maps_brand ON serving.llm_answer_belief_maps(brand_id);
CREATE INDEX idx_belief_maps_intent ON serving.llm_answer_belief_maps(intent_type);
CREATE INDEX idx_belief_maps_provider ON serving.llm_answer_belief_maps(llm_provider);
CREATE INDEX idx_belief_maps_classification
    ON serving.llm_answer_belief_maps(prompt_classification_id);
CREATE INDEX idx_llm_answer_belief_maps_scope
    ON serving.llm_answer_belief_maps(organization_id, website_id, day, brand_id);

CREATE TABLE serving.share_of_voice (
    id UUID PRIMARY KEY,
    organization_id UUID NOT NULL,
    website_id UUID NOT NULL REFERENCES control.websites(id) ON DELETE CASCADE,
    day DATE NOT NULL,
    brand_id UUID NOT NULL,
    llm_provider VARCHAR(255) NOT NULL,
    mention_count INTEGER NOT NULL,
    recommendation_count INTEGER NOT NULL,
    first_position_count INTEGER NOT NULL,
    total_responses INTEGER NOT NULL,
    visibility_score DECIMAL(5,2),
    trust_score DECIMAL(5,2),
    recommendation_rate DECIMAL(5,2),
    is_demonstration BOOLEAN NOT NULL,
    period_start DATE NOT NULL,
    period_end DATE NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    UNIQUE (website_id, brand_id, llm_provider, period_start, period_end),
    FOREIGN KEY (organization_id, website_id, day, brand_id)
        REFERENCES serving.brands(organization_id, website_id, day, id) ON DELETE CASCADE
);
CREATE INDEX idx_sov_website ON serving.share_of_voice(website_id);
CREATE INDEX idx_sov_brand ON serving.share_of_voice(brand_id);
CREATE INDEX idx_sov_period ON serving.share_of_voice(period_start, period_end);
CREATE INDEX idx_share_of_voice_scope
    ON serving.share_of_voice(organization_id, website_id, day, brand_id);
CREATE TABLE serving.substitution_patterns (
    id UUID PRIMARY KEY,
    organization_id UUID NOT NULL,
    website_id UUID NOT NULL REFERENCES control.websites(id) ON DELETE CASCADE,
    day DATE NOT NULL,
    missing_brand_id UUID NOT NULL,
    substitute_brand_id UUID NOT NULL,
    occurrence_count INTEGER NOT NULL,
    avg_position DECIMAL(5,1),
    llm_provider VARCHAR(255) NOT NULL,
    is_demonstration BOOLEAN NOT NULL,
    period_start DATE NOT NULL,
    period_end DATE NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    FOREIGN KEY (organization_id, website_id, day, missing_brand_id)
        REFERENCES serving.brands(organization_id, website_id, day, id) ON DELETE CASCADE,
    FOREIGN KEY (organization_id, website_id, day, substitute_brand_id)
        REFERENCES serving.brands(organization_id, website_id, day, id) ON DELETE CASCADE
);
CREATE INDEX idx_substitution_website ON serving.substitution_patterns(website_id);
CREATE INDEX idx_substitution_missing ON serving.substitution_patterns(missing_brand_id);
CREATE INDEX idx_substitution_patterns_scope
    ON serving.substitution_patterns(organization_id, website_id, day, missing_brand_id);
